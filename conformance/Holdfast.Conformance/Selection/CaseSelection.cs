using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Selection;

/// <summary>Which cases to run. Everything that is given must match something: a typing error must not look like success.</summary>
public sealed record CaseSelection
{
    /// <summary>The interop versions that cases know, oldest first.</summary>
    public static IReadOnlyList<int> KnownInterop { get; } = [.. DraftRevision.All.Select(revision => revision.Interop)];

    /// <summary>The extensions of tus 1.0.0, by the names that servers announce.</summary>
    public static IReadOnlyList<string> KnownExtensions { get; } =
    [
        "creation", "creation-with-upload", "creation-defer-length", "expiration", "checksum", "checksum-trailer", "termination", "concatenation", "concatenation-unfinished",
    ];

    /// <summary>The protocol: <c>tus</c>, <c>ietf</c> or <c>all</c>.</summary>
    public string Protocol { get; init; } = "all";

    /// <summary>The interop versions of the IETF draft; none means those that the target speaks.</summary>
    public IReadOnlyList<int> Interop { get; init; } = [];

    /// <summary>Patterns of ids to run, with or without the version; none means all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Patterns of ids to leave out.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Whether cases that do something to the server's process are left out.</summary>
    public bool SparesServer { get; init; }

    /// <summary>The part of the selection that this run takes.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>The selection as results have it.</summary>
    internal SelectionRecord ToRecord() => new() { Protocol = Protocol, Interop = Interop, Only = Only, Except = Except };
}
