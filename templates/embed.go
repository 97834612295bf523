// Package templates holds everything that a reader sees, as files: page
// templates, the stylesheets and scripts in assets/, and the starter texts of
// documents in documents/.
package templates

import "embed"

// FS holds the files by their path below this folder.
//
//go:embed all:*
var FS embed.FS
