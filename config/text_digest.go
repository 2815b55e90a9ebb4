package config

import "crypto/sha256"

// textDigest names the text of a block. Zero: it was not taken.
type textDigest [16]byte

// digestTexts takes the digests of the clients in a file. The text of a block
// goes on to the next one, so that nothing in the file belongs to none.
func digestTexts(src []byte, blocks []*block) {
	for i, b := range blocks {
		if b.schema != clientSchema {
			continue
		}
		end := len(src)
		if i+1 < len(blocks) {
			end = blocks[i+1].at.start()
		}
		sum := sha256.Sum256(src[b.at.start():end])
		b.text = textDigest(sum[:])
	}
}
