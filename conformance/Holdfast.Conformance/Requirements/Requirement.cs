using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Requirements;

/// <summary>One sentence that a specification demands.</summary>
public sealed record Requirement
{
    /// <summary>The stable number: <c>TUS-031</c> for the text, <c>A-24</c> for a corner that the text leaves open.</summary>
    public required string Id { get; init; }

    /// <summary>Whom it binds.</summary>
    public required Role Role { get; init; }

    /// <summary>How strongly.</summary>
    public required Level Level { get; init; }

    /// <summary>Where it stands, for example <c>tus 1.0.0, PATCH</c>.</summary>
    public required string Clause { get; init; }

    /// <summary>The address of the clause.</summary>
    public string? Url { get; init; }

    /// <summary>The extension that it belongs to; <see langword="null"/> for the core.</summary>
    public string? Extension { get; init; }

    /// <summary>The requirement in one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>How it can be seen on the wire.</summary>
    public required string Observe { get; init; }

    /// <summary>Why nobody outside can judge it; <see langword="null"/> when a server can be judged by it.</summary>
    public string? NotObservable { get; init; }

    /// <summary>The requirement as reports show it.</summary>
    public RequirementText ToText() => new(Id, Level.ToKeyword(), Clause, Text, Url);
}
