// Checks a receipt with Go's own transparency log packages (golang.org/x/mod/sumdb), which know nothing of Kawal.
// Arguments: verifier key, file with a tlog-proof receipt, file with the entry.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	verifier, err := note.NewVerifier(os.Args[1])
	check(err)
	receipt, err := os.ReadFile(os.Args[2])
	check(err)
	entry, err := os.ReadFile(os.Args[3])
	check(err)
	head, signed, _ := strings.Cut(string(receipt), "\n\n")
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	check(err)
	var origin, root string
	var size int64
	_, err = fmt.Sscanf(opened.Text, "%s\n%d\n%s\n", &origin, &size, &root)
	check(err)
	lines := strings.Split(head, "\n")
	var index int64
	_, err = fmt.Sscanf(lines[1], "index %d", &index)
	check(err)
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		check(err)
		proof = append(proof, hash)
	}
	raw, err := base64.StdEncoding.DecodeString(root)
	check(err)
	var tree tlog.Hash
	copy(tree[:], raw)
	check(tlog.CheckRecord(proof, size, tree, index, tlog.RecordHash(entry)))
	fmt.Printf("%s %d of %d\n", origin, index, size)
}
