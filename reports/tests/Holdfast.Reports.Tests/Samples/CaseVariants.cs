using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Tests.Samples;

internal static class CaseVariants
{
    /// <summary>Returns <paramref name="result"/> under another id; of <c>ietf/9/append/offset</c> the 9 is the interop version.</summary>
    public static CaseRecord At(this CaseRecord result, string id)
    {
        var segments = id.Split('/');
        return segments.Length > 2 && int.TryParse(segments[1], NumberStyles.None, CultureInfo.InvariantCulture, out var interop)
            ? result with { Id = id, CatalogueId = string.Join('/', segments.Where((_, at) => at != 1)), Interop = interop }
            : result with { Id = id };
    }
}
