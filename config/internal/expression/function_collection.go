package expression

import (
	"fmt"

	"accredit/config/diagnostic"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// The functions here are our own because cty's would do another thing than in
// Terraform (index, length), take quadratic time (distinct), or go through the
// whole map for one key (lookup). AllowMarked keeps cty from searching all of
// an argument for marks, which no value here has.

func lengthFunction() function.Function {
	return function.New(&function.Spec{
		Description: "The number of elements of a collection, or of characters of a text.",
		Params:      []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType, AllowMarked: true}},
		Type: func(args []cty.Value) (cty.Type, error) {
			if ty := args[0].Type(); ty != cty.String && !isCollectionType(ty) {
				return cty.NilType, function.NewArgErrorf(0, "a collection or text is required, not %s", ty.FriendlyName())
			}
			return cty.Number, nil
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if args[0].Type() == cty.String {
				return stdlib.Strlen(args[0])
			}
			v, _ := args[0].Unmark()
			return cty.NumberIntVal(int64(v.LengthInt())), nil
		},
	})
}

func isCollectionType(ty cty.Type) bool {
	return ty.IsCollectionType() || ty.IsTupleType() || ty.IsObjectType()
}

func lookupFunction() function.Function {
	return function.New(&function.Spec{
		Description: "The value under a key of a map or object, else the default.",
		Params: []function.Parameter{
			{Name: "map", Type: cty.DynamicPseudoType, AllowMarked: true},
			{Name: "key", Type: cty.String, AllowMarked: true},
			{Name: "default", Type: cty.DynamicPseudoType, AllowMarked: true, AllowNull: true},
		},
		Type: func(args []cty.Value) (cty.Type, error) {
			ty := args[0].Type()
			switch {
			case ty.IsMapType():
				return ty.ElementType(), nil
			case !ty.IsObjectType():
				return cty.NilType, function.NewArgErrorf(0, "a map or object is required, not %s", ty.FriendlyName())
			case !args[1].IsKnown():
				return cty.DynamicPseudoType, nil
			case ty.HasAttribute(args[1].AsString()):
				return ty.AttributeType(args[1].AsString()), nil
			}
			return args[2].Type(), nil
		},
		Impl: func(args []cty.Value, want cty.Type) (cty.Value, error) {
			m, _ := args[0].Unmark()
			key, _ := args[1].Unmark()
			if m.Type().IsObjectType() {
				if m.Type().HasAttribute(key.AsString()) {
					return m.GetAttr(key.AsString()), nil
				}
				return args[2], nil
			}
			if m.HasIndex(key).True() {
				return m.Index(key), nil
			}
			v, err := convert.Convert(args[2], want)
			if err != nil {
				return cty.NilVal, function.NewArgErrorf(2, "the elements of the map are %s, and the default is not", want.FriendlyName())
			}
			return v, nil
		},
	})
}

func indexFunction() function.Function {
	return function.New(&function.Spec{
		Description: "The place of a value in a list, counted from 0.",
		Params: []function.Parameter{
			{Name: "list", Type: cty.DynamicPseudoType},
			{Name: "value", Type: cty.DynamicPseudoType},
		},
		Type: func(args []cty.Value) (cty.Type, error) {
			if ty := args[0].Type(); !ty.IsListType() && !ty.IsTupleType() {
				return cty.NilType, function.NewArgErrorf(0, "a list is required, not %s", ty.FriendlyName())
			}
			return cty.Number, nil
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			for it := args[0].ElementIterator(); it.Next(); {
				i, v := it.Element()
				equal, err := stdlib.Equal(v, args[1])
				if err != nil {
					return cty.NilVal, err
				}
				if !equal.IsKnown() {
					return cty.UnknownVal(cty.Number), nil
				}
				if equal.True() {
					return i, nil
				}
			}
			return cty.NilVal, function.NewArgErrorf(1, "the list does not have it")
		},
	})
}

func distinctFunction() function.Function {
	return function.New(&function.Spec{
		Description: "The list without repetitions; the first of equal ones stays.",
		Params:      []function.Parameter{{Name: "list", Type: cty.List(cty.DynamicPseudoType)}},
		Type:        func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
		Impl: func(args []cty.Value, want cty.Type) (cty.Value, error) {
			if !args[0].IsWhollyKnown() {
				return cty.UnknownVal(want), nil
			}
			var kept []cty.Value
			seen := cty.NewValueSet(want.ElementType())
			for it := args[0].ElementIterator(); it.Next(); {
				if _, v := it.Element(); !seen.Has(v) {
					seen.Add(v)
					kept = append(kept, v)
				}
			}
			if len(kept) == 0 {
				return cty.ListValEmpty(want.ElementType()), nil
			}
			return cty.ListVal(kept), nil
		},
	})
}

func checkSetProduct(args []cty.Value) error {
	product := 1
	for _, arg := range args {
		if arg.CanIterateElements() {
			product *= arg.LengthInt()
		}
		if product > MaxElements {
			return fmt.Errorf("the product would have more than %s elements", diagnostic.Thousands(MaxElements))
		}
	}
	return nil
}
