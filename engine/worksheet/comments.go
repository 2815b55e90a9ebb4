package worksheet

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Comment is where a claim in a forge stands. It acts once: Source is kept with
// the claim.
type Comment struct {
	Forge   string // github or gitlab
	ID      int64
	Author  int64 // the account's number
	Login   string
	Created time.Time
	Digest  string // of its text
}

// Key names the comment, whatever it says.
func (c *Comment) Key() string { return fmt.Sprintf("comment %s %d ", c.Forge, c.ID) }

// Source is the evidence of a claim: the comment, its author and its text.
func (c *Comment) Source() string {
	return fmt.Sprintf("%sby %d, sha256 %s", c.Key(), c.Author, c.Digest)
}

// commentDoc is a comment as GitHub's API answers, or a note of GitLab's.
type commentDoc struct {
	ID        int64      `json:"id"`
	User      *authorDoc `json:"user"`
	Author    *authorDoc `json:"author"`
	Body      *string    `json:"body"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
	System    bool       `json:"system"`
}

type authorDoc struct {
	ID       int64  `json:"id"`
	Login    string `json:"login"`
	Username string `json:"username"`
}

// isComments reports whether a text is JSON: an array of objects, or an object.
func isComments(text string) bool {
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "["); ok {
		rest = strings.TrimSpace(rest)
		return rest == "" || rest[0] == '{' || rest[0] == ']'
	}
	rest, ok := strings.CutPrefix(text, "{")
	rest = strings.TrimSpace(rest)
	return ok && (rest == "" || rest[0] == '"' || rest[0] == '}')
}

// readComments reads arrays of comments, or one comment after the other, as
// pages of an API are written one after the other.
func readComments(text string) ([]Claim, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	var claims []Claim
	seen := map[string]bool{}
	for {
		var value json.RawMessage
		err := dec.Decode(&value)
		if errors.Is(err, io.EOF) {
			return claims, nil
		}
		if err != nil {
			return nil, fmt.Errorf("it is not the JSON of a forge's comments: %w", err)
		}
		list := []json.RawMessage{value}
		if value[0] == '[' {
			if err := json.Unmarshal(value, &list); err != nil {
				return nil, fmt.Errorf("it is not the JSON of a forge's comments: %w", err)
			}
		}
		for _, one := range list {
			var doc commentDoc
			if err := json.Unmarshal(one, &doc); err != nil {
				return nil, fmt.Errorf("it is not the JSON of a forge's comments: %w", err)
			}
			c, err := doc.comment()
			if err != nil {
				return nil, err
			}
			if doc.System || seen[c.Key()] {
				continue
			}
			seen[c.Key()] = true
			claims = append(claims, doc.claims(c)...)
		}
	}
}

// comment checks that everything stands there on which trust rests.
func (d *commentDoc) comment() (*Comment, error) {
	c := &Comment{Forge: "github", ID: d.ID, Created: d.CreatedAt}
	who := d.User
	if who == nil {
		c.Forge, who = "gitlab", d.Author
	}
	switch {
	case d.ID < 1 || d.Body == nil || d.CreatedAt.IsZero() || d.User != nil && d.Author != nil:
		return nil, errors.New("it is not the JSON of a forge's comments: each has id, user (GitLab: author), body, created_at and updated_at")
	case who != nil:
		c.Author, c.Login = who.ID, who.Login+who.Username
	}
	sum := sha256.Sum256([]byte(*d.Body))
	c.Digest = hex.EncodeToString(sum[:])
	return c, nil
}

// claims reads the lines of a comment. None is taken from one that was edited.
func (d *commentDoc) claims(c *Comment) []Claim {
	claims := readText(*d.Body)
	for i := range claims {
		is := &claims[i]
		is.Place = fmt.Sprintf("comment %d, %s", c.ID, is.Place)
		is.Comment, is.On = c, c.Created.UTC().Format(time.RFC3339)
		if is.Quoted == "" && !d.UpdatedAt.Equal(d.CreatedAt) {
			is.Err = errors.New("the comment was edited, and somebody else may have done it: write a new one")
		}
	}
	return claims
}
