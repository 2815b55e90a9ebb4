// Package edit writes accredit's configuration language: it lays out files,
// makes new ones, and changes those that an agency has, leaving comments, order
// and layout of everything else as they are.
//
// It does not write to the disk: it returns the files, and whoever asked
// decides what happens with them. It does not decide about access either; what
// it wrote for a difference is loaded by package config before it counts. The
// program writes HCL only here, and package config never imports this package.
package edit
