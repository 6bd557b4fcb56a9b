namespace Holdfast.Chaos;

/// <summary>A proxy, or its API, cannot start as it was told to.</summary>
public sealed class ChaosProxyException : Exception
{
    internal ChaosProxyException(string message, string wireText, Exception? cause = null)
        : base(message, cause) => WireText = wireText;

    /// <summary>The text with which Toxiproxy's API reports the same failure.</summary>
    internal string WireText { get; }

    /// <summary>The status with which the API reports it: Toxiproxy's 500, or 400 where the request is at fault.</summary>
    internal int Status { get; init; } = 500;
}
