package cli

import "bytes"

// StrictSchema is the schema of a document by what stands in its field
// "schema", without room for fields that it does not know. It is for tests: the
// program prints schemas that have it. It is nil where there is no such document.
func StrictSchema(id string) []byte {
	for _, d := range documents() {
		if d.ID() == id {
			var text bytes.Buffer
			if err := d.Write(&text, true); err != nil {
				return nil
			}
			return text.Bytes()
		}
	}
	return nil
}
