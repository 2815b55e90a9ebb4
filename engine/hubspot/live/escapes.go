package live

import (
	"bytes"
	"strconv"
)

// withoutEscapes writes visible ASCII as it is where JSON has it as \u0061 or \/. The
// value stays the same, and a key in it can be found.
func withoutEscapes(body []byte) []byte {
	if bytes.IndexByte(body, '\\') < 0 {
		return body
	}
	out := make([]byte, 0, len(body))
	for i := 0; i < len(body); {
		c, n := unescaped(body[i:])
		if c == 0 {
			out = append(out, body[i:i+n]...)
		} else {
			out = append(out, c)
		}
		i += n
	}
	return out
}

// unescaped reads what stands first: an escape of a visible character, or c 0 and how
// many bytes stay as they are.
func unescaped(body []byte) (c byte, n int) {
	const long = len(`\u0061`)
	switch {
	case body[0] != '\\' || len(body) < 2:
		return 0, 1
	case body[1] == '/':
		return '/', 2
	case body[1] != 'u' || len(body) < long:
		return 0, 2
	}
	code, err := strconv.ParseUint(string(body[2:long]), 16, 16)
	if err != nil || code <= ' ' || code >= 0x7f || code == '"' || code == '\\' {
		return 0, 2
	}
	return byte(code), long
}
