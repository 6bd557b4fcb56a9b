namespace Holdfast.Chaos;

/// <summary>A proxy, or its API, cannot listen where it was told to.</summary>
public sealed class ChaosProxyException : Exception
{
    internal ChaosProxyException(string message, string wireText, Exception? cause = null)
        : base(message, cause) => WireText = wireText;

    /// <summary>The text with which Toxiproxy's API reports the same failure.</summary>
    internal string WireText { get; }
}
