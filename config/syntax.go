package config

import (
	"accredit/config/diagnostic"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// CheckSyntax returns the mistakes that keep a file from being read at all:
// it is too large, has characters that a reviewer cannot see, is nested too
// deeply, or is not HCL. What its blocks say is not looked at.
func CheckSyntax(file string, src []byte) Diagnostics {
	if ds := guardSource(file, src); ds.HasErrors() {
		return ds
	}
	_, diags := hclsyntax.ParseConfig(src, file, hcl.InitialPos)
	return diagnostic.FromHCL(diags)
}
