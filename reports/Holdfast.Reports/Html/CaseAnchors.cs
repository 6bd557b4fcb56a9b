using System.Globalization;
using System.Text;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Html;

/// <summary>The fragment under which each case can be linked to: its id, made safe and unique.</summary>
internal sealed class CaseAnchors
{
    private readonly Dictionary<CaseRecord, string> _anchors = new(ReferenceEqualityComparer.Instance);

    public CaseAnchors(IEnumerable<CaseRecord> cases)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var result in cases)
        {
            var anchor = "case/" + Safe(result.Id);
            var unique = anchor;
            for (var number = 2; !taken.Add(unique); number++)
            {
                unique = string.Create(CultureInfo.InvariantCulture, $"{anchor}~{number}");
            }

            _anchors.TryAdd(result, unique);
        }
    }

    public string Of(CaseRecord result) => _anchors[result];

    private static string Safe(string id)
    {
        var safe = new StringBuilder(id.Length);
        foreach (var character in id)
        {
            safe.Append(char.IsAsciiLetterOrDigit(character) || character is '/' or '-' or '.' or '_' ? character : '_');
        }

        return safe.ToString();
    }
}
