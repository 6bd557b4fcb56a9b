using System.Text;

namespace Holdfast.Sabotage.Tests;

/// <summary>The matrix as a page for people.</summary>
internal static class SabotagePage
{
    public static string Render(IReadOnlyList<Defect> defects)
    {
        var page = new StringBuilder($"""
            # Sabotage: every case is proven able to fail

            The reference server can be started with exactly one of these {defects.Count} defects (`conformance/tests/Holdfast.Sabotage`; no release has
            them). A test runs the cases of the defect's protocol against each, those of the IETF draft in the version that is named: the cases
            listed here must turn red, and no case that has nothing to do with the defect may. Another test holds that every case that judges
            is turned red by at least one defect, and that the sound server turns none red, in any version.
            The defects of `faults` and `ietf/faults` show under faults and races only; they alone are asked by the scenarios (`*/resilience/**`).

            To see one: `dotnet run --project conformance/tests/Holdfast.Sabotage -- --sabotage NAME 8080`, then `holdfast check http://127.0.0.1:8080/files/`,
            for one of the draft with `--protocol ietf --interop N`.


            """.ReplaceLineEndings("\n"));
        foreach (var area in defects.GroupBy(defect => defect.Name[..defect.Name.LastIndexOf('/')]))
        {
            var isDraft = area.First().Protocol == "ietf";
            page.Append("## ").Append(area.Key).Append("\n\n| defect | ").Append(isDraft ? "version | " : "")
                .Append("what the server does wrong | caught by |\n|---|")
                .Append(isDraft ? "---|" : "").Append("---|---|\n");
            foreach (var defect in area)
            {
                var caught = string.Join("<br>", defect.Kills.Order(StringComparer.Ordinal).Select(id => $"`{id}`"));
                page.Append("| `").Append(defect.Name).Append("` | ").Append(isDraft ? $"{defect.Interop} | " : "")
                    .Append(defect.Breaks.Replace("|", "\\|", StringComparison.Ordinal)).Append(" | ").Append(caught).Append(" |\n");
            }

            page.Append('\n');
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }
}
