using System.Globalization;

namespace Holdfast.Reports.Results;

/// <summary>
/// Compares ids of cases segment by segment. Numbers are compared by value, so that interop version 3 precedes 10, and precede texts.
/// </summary>
internal sealed class CaseIdOrder : IComparer<string>
{
    private CaseIdOrder()
    {
    }

    public static CaseIdOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = ((x ?? "").Split('/'), (y ?? "").Split('/'));
        return left.Zip(right, Segments).FirstOrDefault(order => order != 0, left.Length.CompareTo(right.Length));
    }

    private static int Segments(string left, string right) => (Number(left), Number(right)) switch
    {
        ({ } first, { } second) when first != second => first.CompareTo(second),
        ({ }, null) => -1,
        (null, { }) => 1,
        _ => string.CompareOrdinal(left, right),
    };

    private static int? Number(string segment) =>
        int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
