using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Requirements;

/// <summary>One sentence that a specification demands.</summary>
public sealed record Requirement
{
    /// <summary>The stable number: <c>TUS-031</c> for tus, <c>A-24</c> for a corner that it leaves open, <c>IETF-107</c> for the draft.</summary>
    public required string Id { get; init; }

    /// <summary>Whom it binds.</summary>
    public required Role Role { get; init; }

    /// <summary>How strongly.</summary>
    public required Level Level { get; init; }

    /// <summary>Where it stands, for example <c>tus 1.0.0, PATCH</c>; of a corner, that it stands nowhere.</summary>
    public required string Clause { get; init; }

    /// <summary>The address of the clause.</summary>
    public string? Url { get; init; }

    /// <summary>
    /// The requirements of tus that a corner's MUST follows from, by their numbers: it cites the clause of the first one, and the words of all.
    /// <see langword="null"/> for whatever stands in a specification itself, and for a corner that nothing decides.
    /// </summary>
    public IReadOnlyList<string>? Follows { get; init; }

    /// <summary>The extension that it belongs to; <see langword="null"/> for the core.</summary>
    public string? Extension { get; init; }

    /// <summary>
    /// The interop versions of the IETF draft all of whose texts demand it; <see langword="null"/> for tus. Where texts that share a number
    /// disagree, a server may follow either, and the number is not here.
    /// </summary>
    public IReadOnlyList<int>? Versions { get; init; }

    /// <summary>The requirement in one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>How it can be seen on the wire.</summary>
    public required string Observe { get; init; }

    /// <summary>Why nobody outside can judge it; <see langword="null"/> when a server can be judged by it.</summary>
    public string? NotObservable { get; init; }

    /// <summary>Whether it binds whoever speaks that interop version; <see langword="null"/> stands for tus.</summary>
    public bool AppliesTo(int? interop) => interop is null || Versions is null || Versions.Contains(interop.Value);

    /// <summary>The requirement as reports show it.</summary>
    public RequirementText ToText() => new(Id, Level.ToKeyword(), Clause, Text, Url, Extension);
}
