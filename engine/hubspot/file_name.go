package hubspot

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"

	"accredit/engine"
)

// dated finds a day in the name of a file, and a time of day after it.
var dated = regexp.MustCompile(`(?:^|[^0-9])([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]([0-9]{2})[:.-]?([0-9]{2})(?:[:.-]?([0-9]{2}))?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?(?:[^0-9]|$)`)

// FileName is what the name of a file says of what it shows.
type FileName struct {
	HubID int64     // whose account it is; zero: the name does not say
	At    time.Time // when it was looked at; zero: the name does not say
}

// ReadFileName reads names like 886618329.csv, 886618329_2026-11-21.csv and
// users_2026-11-21T0900Z.csv. A day alone is its first second. The error is about
// a day or time that there is not; whose account it is was read nevertheless.
func ReadFileName(name string) (FileName, error) {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	stem := strings.TrimSuffix(name, path.Ext(name))
	if stem == name {
		return FileName{}, nil
	}
	var read FileName
	found := dated.FindAllStringSubmatchIndex(stem, 2)
	if len(found) == 0 {
		read.HubID, _ = engine.ParseHubID(stem)
		return read, nil
	}
	if rest := strings.TrimRight(stem[:found[0][2]], "_- ."); found[0][1] == len(stem) {
		read.HubID, _ = engine.ParseHubID(rest)
	}
	if len(found) > 1 {
		return read, fmt.Errorf("there are two dates in the name: which of them is the day on which it was exported?")
	}
	var parts [6]string
	for i := range parts {
		if from := found[0][2*i]; from >= 0 {
			parts[i] = stem[from:found[0][2*i+1]]
		}
	}
	at, err := momentOf(parts[1], parts[2], parts[3], parts[4], parts[5])
	read.At = at
	return read, err
}

// momentOf puts a moment together from the parts of a name.
func momentOf(day, hour, minute, second, zone string) (time.Time, error) {
	text := day
	switch {
	case hour == "":
		text += "T00:00:00Z"
	case zone == "":
		return time.Time{}, fmt.Errorf("the time in the name says no time zone: write it like %sT%s%sZ", day, hour, minute)
	default:
		if second == "" {
			second = "00"
		}
		if len(zone) == len("+0100") {
			zone = zone[:3] + ":" + zone[3:]
		}
		text += "T" + hour + ":" + minute + ":" + second + strings.ToUpper(zone)
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s, in the name, is no moment that there is", text)
	}
	return at.UTC(), nil
}
