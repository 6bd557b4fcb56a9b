using Holdfast.Reports.Results;

namespace Holdfast.Reports.Findings;

/// <summary>One kind of deviation from one requirement, or one reason, over all the cases that show it.</summary>
public sealed record Symptom
{
    /// <summary>The requirement that is broken; <see langword="null"/> where a case has a reason and no check that decides.</summary>
    public RequirementText? Requirement { get; init; }

    /// <summary>The case that shows it most clearly.</summary>
    public required CaseRecord Example { get; init; }

    /// <summary>The check of <see cref="Example"/> that shows it; <see langword="null"/> where the case's reason does.</summary>
    public CheckRecord? Check { get; init; }

    /// <summary>The cases that show it.</summary>
    public required IReadOnlyList<CaseRecord> Cases { get; init; }
}
