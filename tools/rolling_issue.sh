#!/usr/bin/env bash
# One issue, brought up to date: opened when there is something to say, edited, closed when there is nothing left.
#
#     tools/rolling_issue.sh LABEL TITLE FILE
#
# FILE holds its text. Empty, there is nothing to say; absent, nothing is known, and the issue stays as it is. Only an
# issue that a program opened under LABEL is touched. Needs the GitHub CLI with GH_TOKEN and GH_REPO set.
set -euo pipefail

label=$1 title=$2 file=$3
[[ -e $file ]] || exit 0

number=$(gh issue list --label "$label" --state open --json number,author \
  --jq 'map(select(.author.is_bot)) | .[0].number // empty')

if [[ -s $file && -n $number ]]; then
  gh issue edit "$number" --body-file "$file"
elif [[ -s $file ]]; then
  gh label create "$label" --force --description "Kept up to date by a workflow"
  gh issue create --title "$title" --label "$label" --body-file "$file"
elif [[ -n $number ]]; then
  gh issue close "$number" --reason completed
fi
