package config

import (
	"bytes"
	"crypto/sha256"
)

// textDigest names the text of a block. Zero: it was not taken.
type textDigest [16]byte

// digestTexts takes the digests of the blocks in a file. The text of a block
// goes on to the next one, so that nothing in the file belongs to none; blank
// space at its end belongs to nobody.
func digestTexts(src []byte, blocks []*block) {
	for i, b := range blocks {
		end := len(src)
		if i+1 < len(blocks) {
			end = blocks[i+1].at.start()
		}
		sum := sha256.Sum256(bytes.TrimRight(src[b.at.start():end], " \t\r\n"))
		b.text = textDigest(sum[:])
	}
}
