package main

import (
	"maps"
	"slices"
	"strings"
)

// licenceTexts are sentences that stand in just one of the licences that may be
// built in, by the identifiers of SPDX.
var licenceTexts = []struct{ kind, text string }{
	{"Apache-2.0", "apache license version 2.0"},
	{"MPL-2.0", "mozilla public license"},
	{"BSD-3-Clause", "may be used to endorse or promote products"},
	{"BSD-2-Clause", "redistributions in binary form must reproduce"},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"ISC", "permission to use, copy, modify, and/or distribute this software for any purpose"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
	{"blessing", "the author disclaims copyright to this source code"},
}

// kinds names the licences of a part. A file in which none is found names none,
// such as a notice beside a licence.
func (p part) kinds() []string {
	kinds := map[string]bool{}
	for _, content := range p.licences {
		if kind := kindOf(string(content)); kind != "" {
			kinds[kind] = true
		}
	}
	return slices.Sorted(maps.Keys(kinds))
}

func kindOf(content string) string {
	content = strings.Join(strings.Fields(strings.ToLower(strings.NewReplacer("*", " ", "#", " ", "//", " ").Replace(content))), " ")
	content = strings.ReplaceAll(content, "license, version", "license version")
	for _, l := range licenceTexts {
		if strings.Contains(content, l.text) {
			return l.kind
		}
	}
	return ""
}
