using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Selection;

/// <summary>
/// Which cases to run. If a pattern or another choice matches no case, nothing is run, so that a typing error does not look like success.
/// </summary>
public sealed record CaseSelection
{
    /// <summary>The interop versions of the draft that have cases, oldest first.</summary>
    public static IReadOnlyList<int> KnownInterop { get; } = [.. DraftRevision.All.Select(revision => revision.Interop)];

    /// <summary>The extensions of tus 1.0.0, by their names in Tus-Extension.</summary>
    public static IReadOnlyList<string> KnownExtensions { get; } =
    [
        "creation", "creation-with-upload", "creation-defer-length", "expiration", "checksum", "checksum-trailer", "termination",
        "concatenation", "concatenation-unfinished",
    ];

    /// <summary>The protocol: <c>tus</c>, <c>ietf</c> or <c>all</c>.</summary>
    public string Protocol { get; init; } = "all";

    /// <summary>The interop versions of the IETF draft to check; empty for all that the target supports.</summary>
    public IReadOnlyList<int> Interop { get; init; } = [];

    /// <summary>
    /// Patterns of the ids to run, with or without the version; empty for all. <c>*</c> stands for any text within a segment, <c>**</c>
    /// for any number of segments, and a pattern without them also selects every id below it.
    /// </summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Patterns of the ids to leave out, as in <see cref="Only"/>.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Whether cases that kill or stop the server's process are left out.</summary>
    public bool SparesServer { get; init; }

    /// <summary>Whether cases that break the network between the server and its store are left out.</summary>
    public bool SparesStore { get; init; }

    /// <summary>The part of the selected cases that this run has; by default all.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>The selection as results have it.</summary>
    internal SelectionRecord ToRecord() => new() { Protocol = Protocol, Interop = Interop, Only = Only, Except = Except };
}
