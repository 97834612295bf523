// Package processing owns what the law wants written down about controllers
// and processors: the records of processing, who answers for what, and the
// registers of sub-processors with their notices and objections. Most of it is
// derived from the data map (app/datamap) and the sites' records.
package processing
