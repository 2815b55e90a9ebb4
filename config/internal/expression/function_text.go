package expression

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"accredit/config/diagnostic"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/gocty"
)

// checkResult refuses a result of more than 1 MiB of text before it is made.
func checkResult(n int) error {
	if n > MaxText {
		return fmt.Errorf("the result would be longer than 1 MiB")
	}
	return nil
}

// textSize estimates, up to limit, the bytes that a value takes as text.
func textSize(v cty.Value, limit int) int {
	switch {
	case isUnsettled(v):
		return len("null")
	case v.Type() == cty.String:
		return len(v.AsString())
	case v.Type() == cty.Number:
		exponent := v.AsBigFloat().MantExp(nil)
		return 32 + max(exponent, -exponent)/3
	case !v.CanIterateElements():
		return len("false")
	}
	size := 2
	for it := v.ElementIterator(); it.Next() && size <= limit; {
		key, element := it.Element()
		size += 2 + textSize(element, limit-size)
		if key.Type() == cty.String {
			size += 3 + len(key.AsString())
		}
	}
	return size
}

func checkIndent(args []cty.Value) error {
	var spaces int
	if err := gocty.FromCtyValue(args[0], &spaces); err != nil || spaces < 0 {
		return function.NewArgErrorf(0, "a whole number of spaces is required")
	}
	if spaces > MaxText {
		return checkResult(spaces)
	}
	text := args[1].AsString()
	return checkResult(len(text) + spaces*strings.Count(text, "\n"))
}

func checkJoin(args []cty.Value) error {
	separator := len(args[0].AsString())
	size := 0
	for _, list := range args[1:] {
		for it := list.ElementIterator(); it.Next(); {
			if _, v := it.Element(); !isUnsettled(v) {
				size += separator + len(v.AsString())
			}
			if size > MaxText+separator {
				return checkResult(size)
			}
		}
	}
	return nil
}

func checkReplace(args []cty.Value) error {
	text, old, with := args[0].AsString(), args[1].AsString(), args[2].AsString()
	return checkResult(len(text) + strings.Count(text, old)*(len(with)-len(old)))
}

func checkSplit(args []cty.Value) error {
	separator, text := args[0].AsString(), args[1].AsString()
	return checkLength(strings.Count(text, separator) + 1)
}

func checkJSONEncode(args []cty.Value) error {
	if args[0].Type() == contentType() {
		return function.NewArgError(0, errNotText)
	}
	return checkResult(textSize(args[0], MaxText))
}

func checkRegex(args []cty.Value) error {
	_, err := patternSize(args[0].AsString())
	return err
}

// checkRegexAll counts the matches: each becomes a value of its own, with one
// more for every group.
func checkRegexAll(args []cty.Value) error {
	pattern, err := compilePattern(args[0].AsString())
	if err != nil {
		return err
	}
	matches := len(pattern.FindAllStringIndex(args[1].AsString(), -1))
	if matches*(1+pattern.NumSubexp()) > MaxElements {
		return fmt.Errorf("the pattern matches too often: the result would have more than %s parts", diagnostic.Thousands(MaxElements))
	}
	return nil
}

func checkRegexReplace(args []cty.Value) error {
	pattern, err := compilePattern(args[1].AsString())
	if err != nil {
		return err
	}
	text, with := args[0].AsString(), args[2].AsString()
	matches := len(pattern.FindAllStringIndex(text, -1))
	return checkResult(len(text) + matches*len(with) + strings.Count(with, "$")*len(text))
}

func compilePattern(text string) (*regexp.Regexp, error) {
	if _, err := patternSize(text); err != nil {
		return nil, err
	}
	return regexp.Compile(text)
}

// verb is a % sequence of a format string.
type verb struct {
	argument int // counted from 0
	pad      int // width and precision
	numeric  bool
}

// verbPattern matches the sequences as cty's format reads them.
var verbPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`%%|%[0# +-]*([0-9]*)(?:\.([0-9]*))?(?:\[([0-9]*)\])?([a-zA-Z])`)
})

// verbsOf reads a format string. What is wrong with it is left to the function.
func verbsOf(format string) []verb {
	var verbs []verb
	next := 0
	for _, match := range verbPattern().FindAllStringSubmatch(format, -1) {
		if match[0] == "%%" {
			continue
		}
		v := verb{argument: next, pad: atMost(match[1]) + atMost(match[2]), numeric: strings.ContainsAny(match[4], "bdoxXeEfgG")}
		if match[3] != "" {
			v.argument = atMost(match[3]) - 1
		}
		next = v.argument + 1
		verbs = append(verbs, v)
	}
	return verbs
}

// atMost reads digits; what is out of bounds anyway is just large.
func atMost(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil && digits != "" || n > 2*MaxText {
		return 2 * MaxText
	}
	return n
}

func checkFormat(args []cty.Value) error {
	verbs := verbsOf(args[0].AsString())
	size, err := sizeOfFormat(verbs, args[1:], MaxText)
	if err != nil {
		return err
	}
	return checkResult(len(args[0].AsString()) + size)
}

// sizeOfFormat estimates the text that the verbs give, up to limit.
func sizeOfFormat(verbs []verb, args []cty.Value, limit int) (int, error) {
	size := 0
	for _, v := range verbs {
		size += v.pad
		if v.argument >= 0 && v.argument < len(args) {
			size += textSize(args[v.argument], limit)
			if err := checkFormatted(v, args[v.argument]); err != nil {
				return 0, function.NewArgError(v.argument+1, err)
			}
		}
		if size > limit {
			break
		}
	}
	return size, nil
}

// checkFormatted refuses text that a verb would read as too long a number.
func checkFormatted(v verb, arg cty.Value) error {
	switch {
	case !v.numeric || isUnsettled(arg):
	case arg.Type() == cty.String:
		return checkNumeral(arg.AsString())
	case arg.CanIterateElements():
		for it := arg.ElementIterator(); it.Next(); {
			if _, element := it.Element(); element.Type() == cty.String && !isUnsettled(element) {
				if err := checkNumeral(element.AsString()); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// checkFormatList bounds all results together: each list gives its texts once
// to every verb that takes it, what is no list is repeated.
func checkFormatList(args []cty.Value) error {
	rows := 1
	for _, arg := range args[1:] {
		if ty := arg.Type(); ty.IsListType() || ty.IsTupleType() || ty.IsSetType() {
			rows = max(rows, arg.LengthInt())
		}
	}
	format := args[0].AsString()
	size := rows * len(format)
	for _, v := range verbsOf(format) {
		one, err := sizeOfFormat([]verb{v}, args[1:], MaxBuiltText)
		if err != nil {
			return err
		}
		if v.argument >= 0 && v.argument < len(args)-1 && args[1+v.argument].Type().IsPrimitiveType() {
			one *= rows
		} else {
			one += rows * v.pad
		}
		if size += one; size > MaxBuiltText {
			return fmt.Errorf("the results would be longer than 64 MiB together")
		}
	}
	return nil
}
