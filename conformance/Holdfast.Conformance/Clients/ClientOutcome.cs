namespace Holdfast.Conformance.Clients;

/// <summary>How a client ended its task.</summary>
public enum ClientOutcome
{
    /// <summary>It told its caller that the upload is complete.</summary>
    Completed,

    /// <summary>It told its caller that it has failed.</summary>
    GaveUp,

    /// <summary>It ended without telling its caller anything, so that nothing can be concluded about the client.</summary>
    Crashed,
}
