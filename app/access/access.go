// Package access owns the platform's support access to sites: who granted it,
// for what and for how long, and the log of every look, which the site's owner
// reads and in which every alteration can be detected.
package access
