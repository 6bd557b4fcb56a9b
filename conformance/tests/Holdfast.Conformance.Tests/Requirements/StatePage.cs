using System.Globalization;
using System.Text;
using Holdfast.Conformance.Requirements;

namespace Holdfast.Conformance.Tests.Requirements;

/// <summary>The crossing of requirements and states as a page for people.</summary>
internal static class StatePage
{
    public static string Render(params IReadOnlyList<StateTable> tables)
    {
        var page = new StringBuilder("""
            # Every rule in every state

            A server may follow a rule for a new upload and break it for one that is complete, final or gone. This page shows each requirement
            about responses for an upload in every state of an upload. A number says how many cases judge it in the state; a letter refers to the
            reason why none does. A test checks that no cell is empty, that each case exists, and that it judges the requirement.

            The cases of `tus/states` and `ietf/states` bring an upload into one state each, and send the same requests to it. The requests go to an
            ordinary new upload first: a rule that is broken there, too, is reported by the case under *new*, and only recorded elsewhere.


            """.ReplaceLineEndings("\n"));
        foreach (var table in tables)
        {
            Append(page, table);
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void Append(StringBuilder page, StateTable table)
    {
        var letters = table.Reasons.Keys.Select((reason, at) => (reason, letter: ((char)('a' + at)).ToString()))
            .ToDictionary(one => one.reason, one => one.letter);
        page.Append(CultureInfo.InvariantCulture, $"## {table.Protocol}\n\n");
        foreach (var (state, text) in table.States)
        {
            page.Append(CultureInfo.InvariantCulture, $"- *{state}*: {text}\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"\n| requirement | keyword | answers | {string.Join(" | ", table.States.Keys)} "
            + $"|\n|---|---|---|{string.Concat(table.States.Select(_ => "---|"))}\n");
        foreach (var row in table.Requirements)
        {
            var requirement = RequirementCatalogue.Get(row.Id);
            var cells = table.States.Keys.Select(state =>
                row.Cells.TryGetValue(state, out var cases) ? cases.Count.ToString(CultureInfo.InvariantCulture) : letters[row.Not[state]]);
            page.Append(CultureInfo.InvariantCulture,
                $"| {row.Id} | {requirement.Level.ToKeyword()} | {row.Answers} | {string.Join(" | ", cells)} |\n");
        }

        page.Append('\n');
        foreach (var (reason, text) in table.Reasons)
        {
            page.Append(CultureInfo.InvariantCulture, $"- {letters[reason]}: {text}\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"\n### {table.Protocol}: the cases\n\n");
        foreach (var row in table.Requirements)
        {
            var cases = row.Cells.Select(cell => $"{cell.Key}: {string.Join(", ", cell.Value.Select(id => $"`{id}`"))}");
            page.Append(CultureInfo.InvariantCulture,
                $"- **{row.Id}** {RequirementCatalogue.Get(row.Id).Text} {string.Join("; ", cases)}\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"\n### {table.Protocol}: requirements outside these states\n\n");
        foreach (var (reason, ids) in table.Elsewhere)
        {
            page.Append(CultureInfo.InvariantCulture, $"- {reason} {string.Join(", ", ids)}.\n");
        }

        page.Append('\n');
    }
}
