package expression

import (
	"maps"
	"slices"
	"sync"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// Functions returns those that an expression can call. The list is short and
// none depends on when or where it runs; nothing but file reads anything, by
// readFile, which is given the path as written. A call is meant to be metered
// (Budget.Guard): what a function refuses itself is only what it would make
// larger than its arguments by far.
func Functions(readFile func(path string) (string, error)) map[string]function.Function {
	all := maps.Clone(stdFunctions())
	all["file"] = fileFunction(readFile)
	return all
}

// FunctionNames lists all functions, sorted, for suggestions.
func FunctionNames() []string {
	return slices.Sorted(maps.Keys(Functions(nil)))
}

// stdFunctions are the functions that read nothing. The map is shared.
var stdFunctions = sync.OnceValue(func() map[string]function.Function {
	all := map[string]function.Function{
		"can": tryfunc.CanFunc,
		"try": tryfunc.TryFunc,
	}
	for _, list := range []map[string]function.Function{textFunctions(), collectionFunctions(), numberFunctions(), dataFunctions()} {
		maps.Copy(all, list)
	}
	return all
})

func textFunctions() map[string]function.Function {
	return map[string]function.Function{
		"chomp":        stdlib.ChompFunc,
		"format":       checked(stdlib.FormatFunc, checkFormat),
		"formatlist":   checked(stdlib.FormatListFunc, checkFormatList),
		"indent":       checked(stdlib.IndentFunc, checkIndent),
		"join":         checked(stdlib.JoinFunc, checkJoin),
		"lower":        stdlib.LowerFunc,
		"regex":        checked(stdlib.RegexFunc, checkRegex),
		"regexall":     checked(stdlib.RegexAllFunc, checkRegexAll),
		"regexreplace": checked(stdlib.RegexReplaceFunc, checkRegexReplace),
		"replace":      checked(stdlib.ReplaceFunc, checkReplace),
		"split":        checked(stdlib.SplitFunc, checkSplit),
		"strrev":       stdlib.ReverseFunc,
		"substr":       stdlib.SubstrFunc,
		"title":        stdlib.TitleFunc,
		"trim":         stdlib.TrimFunc,
		"trimprefix":   stdlib.TrimPrefixFunc,
		"trimspace":    stdlib.TrimSpaceFunc,
		"trimsuffix":   stdlib.TrimSuffixFunc,
		"upper":        stdlib.UpperFunc,
	}
}

func collectionFunctions() map[string]function.Function {
	return map[string]function.Function{
		"chunklist":       stdlib.ChunklistFunc,
		"coalesce":        stdlib.CoalesceFunc,
		"coalescelist":    stdlib.CoalesceListFunc,
		"compact":         stdlib.CompactFunc,
		"concat":          stdlib.ConcatFunc,
		"contains":        stdlib.ContainsFunc,
		"distinct":        distinctFunction(),
		"element":         stdlib.ElementFunc,
		"flatten":         stdlib.FlattenFunc,
		"index":           indexFunction(),
		"keys":            stdlib.KeysFunc,
		"length":          lengthFunction(),
		"lookup":          lookupFunction(),
		"merge":           stdlib.MergeFunc,
		"range":           stdlib.RangeFunc,
		"reverse":         stdlib.ReverseListFunc,
		"setintersection": stdlib.SetIntersectionFunc,
		"setproduct":      checked(stdlib.SetProductFunc, checkSetProduct),
		"setsubtract":     stdlib.SetSubtractFunc,
		"setunion":        stdlib.SetUnionFunc,
		"slice":           stdlib.SliceFunc,
		"sort":            stdlib.SortFunc,
		"tolist":          stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
		"tomap":           stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
		"toset":           stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)),
		"values":          stdlib.ValuesFunc,
		"zipmap":          stdlib.ZipmapFunc,
	}
}

func numberFunctions() map[string]function.Function {
	return map[string]function.Function{
		"abs":      stdlib.AbsoluteFunc,
		"ceil":     stdlib.CeilFunc,
		"floor":    stdlib.FloorFunc,
		"log":      stdlib.LogFunc,
		"max":      stdlib.MaxFunc,
		"min":      stdlib.MinFunc,
		"parseint": stdlib.ParseIntFunc,
		"pow":      stdlib.PowFunc,
		"signum":   stdlib.SignumFunc,
	}
}

func dataFunctions() map[string]function.Function {
	return map[string]function.Function{
		"csvdecode":  csvDecodeFunction(),
		"jsondecode": jsonDecodeFunction(),
		"jsonencode": checked(stdlib.JSONEncodeFunc, checkJSONEncode),
		"tobool":     stdlib.MakeToFunc(cty.Bool),
		"tonumber":   stdlib.MakeToFunc(cty.Number),
		"tostring":   stdlib.MakeToFunc(cty.String),
	}
}

// checked puts a check before a function: it sees the arguments once all are
// known and before anything is allocated for the result.
func checked(f function.Function, check func(args []cty.Value) error) function.Function {
	return function.New(&function.Spec{
		Description: f.Description(),
		Params:      f.Params(),
		VarParam:    f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if !slices.ContainsFunc(args, isUnsettled) {
				if err := check(args); err != nil {
					return cty.NilType, err
				}
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f.Call(args) },
	})
}

// isUnsettled reports whether a value says nothing about its size.
func isUnsettled(v cty.Value) bool { return !v.IsKnown() || v.IsNull() || v.IsMarked() }
