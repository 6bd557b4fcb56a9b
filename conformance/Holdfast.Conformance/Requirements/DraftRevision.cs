namespace Holdfast.Conformance.Requirements;

/// <summary>The published revision of the IETF draft that has an interop version.</summary>
/// <param name="Interop">The interop version.</param>
/// <param name="Revision">The revision that words are quoted from, for example <c>05</c>.</param>
/// <param name="Others">The other revisions with the same number. A requirement of the number is in all of them.</param>
/// <param name="Read">The source of the quotations: not every revision was available as published.</param>
/// <param name="Unseen">Revisions that may have the same number but were not available; <see langword="null"/> if there are none.</param>
public sealed record DraftRevision(int Interop, string Revision, IReadOnlyList<string> Others, string Read, string? Unseen = null)
{
    /// <summary>Every interop version that the suite speaks. Version 2 was never seen alive.</summary>
    public static IReadOnlyList<DraftRevision> All { get; } =
    [
        new(3, "01", [], "The editors' copy with the number 3 and Upload-Incomplete."),
        new(4, "02", [], "The editors' copy of its day."),
        new(5, "03", [], "The editors' copies before and after it, in what both say."),
        new(6, "05", ["04"], "Both, as the editors' copies of their days."),
        new(7, "07", ["06", "08"], "-07, as the editors' copy of its day; the others by what later texts say has changed."),
        new(8, "10", ["09", "11"], "-09, as the editors' copy of its day; the copies before -10 and after -11, in what both say."),
        new(9, "12", [], "The editors' copy of 15 July 2026, which is -12 and two clarifications for clients."),
        new(10, "13", [], "The editors' copy of its day.",
            "Drafts -14 and -15 may have the interop version 10, too; their texts were not seen."),
    ];

    /// <summary>Finds the revision with an interop version.</summary>
    /// <exception cref="KeyNotFoundException">No revision has that number.</exception>
    public static DraftRevision Of(int interop) => All.FirstOrDefault(one => one.Interop == interop)
        ?? throw new KeyNotFoundException($"No text of the draft has the interop version {interop}.");

    /// <summary>The address of a section in the archive of Internet-Drafts.</summary>
    /// <param name="revision">A revision of this interop version.</param>
    /// <param name="anchor">The section's anchor.</param>
    public static string Url(string revision, string anchor) =>
        $"https://www.ietf.org/archive/id/draft-ietf-httpbis-resumable-upload-{revision}.html#{anchor}";
}
