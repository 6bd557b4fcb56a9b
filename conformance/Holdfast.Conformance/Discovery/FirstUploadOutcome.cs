namespace Holdfast.Conformance.Discovery;

/// <summary>The outcome of the first upload.</summary>
internal abstract record FirstUploadOutcome
{
    private FirstUploadOutcome()
    {
    }

    /// <summary>The first upload got as far as possible with this target.</summary>
    /// <param name="Ground">The deviations on the way.</param>
    /// <param name="Works">Extensions that were seen to work.</param>
    public sealed record Done(Ground Ground, IReadOnlyList<string> Works) : FirstUploadOutcome;

    /// <summary>The target does not speak the protocol that was tried.</summary>
    public sealed record NotSpoken : FirstUploadOutcome;

    /// <summary>The target refuses uploads with this run's options.</summary>
    /// <param name="Reason">The response, and the option that helps.</param>
    public sealed record Refused(string Reason) : FirstUploadOutcome;
}
