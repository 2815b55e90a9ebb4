package render

import (
	"strconv"
	"strings"
)

// listNames lists names, those in quotes that could be taken for several.
func listNames(names []string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = name
		if strings.ContainsAny(name, ",;|\"") || name != strings.TrimSpace(name) || name == "" {
			list[i] = strconv.Quote(name)
		}
	}
	return strings.Join(list, ", ")
}
