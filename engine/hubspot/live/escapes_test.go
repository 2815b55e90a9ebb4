package live

import (
	"encoding/json"
	"reflect"
	"testing"
)

// An answer that is written with fewer escapes says the same, and hides no key.
func TestWithoutEscapes(t *testing.T) {
	for in, want := range map[string]string{
		`"p\u0061t\u002D1"`: `"pat-1"`, `"a\/b"`: `"a/b"`, `"\\u0061"`: `"\\u0061"`, `"\\\u0061"`: `"\\a"`, `"\u0022\u005c\n"`: `"\u0022\u005c\n"`,
		`"\u00e9\ud83d\ude00"`: `"\u00e9\ud83d\ude00"`, `{"k":1}`: `{"k":1}`, `"\u00`: `"\u00`, `\`: `\`,
	} {
		if got := string(withoutEscapes([]byte(in))); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
}

func FuzzWithoutEscapes(f *testing.F) {
	f.Add(`{"a\u0062":["\\u0061\/\ud83d\ude00",1e3,null]}`)
	f.Fuzz(func(t *testing.T, text string) {
		out := withoutEscapes([]byte(text))
		var was, is any
		if json.Unmarshal([]byte(text), &was) != nil {
			return
		}
		if err := json.Unmarshal(out, &is); err != nil || !reflect.DeepEqual(was, is) {
			t.Errorf("%q becomes %q: %v", text, out, err)
		}
	})
}
