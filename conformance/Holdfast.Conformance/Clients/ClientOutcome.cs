namespace Holdfast.Conformance.Clients;

/// <summary>How a client ended its task.</summary>
public enum ClientOutcome
{
    /// <summary>It reported to its caller that the upload is complete.</summary>
    Completed,

    /// <summary>It reported to its caller that the upload failed.</summary>
    GaveUp,

    /// <summary>It ended without telling its caller anything, so that nothing can be concluded about the client.</summary>
    Crashed,
}
