// Package table reads tables as HubSpot and spreadsheets write them: text in
// UTF-8 or UTF-16, with commas, semicolons, tabs or bars between the cells, with
// or without a byte order mark and a line that names the separator. What only
// looks like a table, such as a workbook or a pointer of Git LFS, is an error
// that says what it is and what to do.
//
// It does not know what columns mean, opens no file, and changes nothing in a
// cell.
package table
