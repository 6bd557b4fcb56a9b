namespace Holdfast.Chaos;

/// <summary>A proxy, or its API, cannot start or change as requested: an address, a certificate file or a request is not usable.</summary>
public sealed class ChaosProxyException : Exception
{
    internal ChaosProxyException(string message, string wireText, Exception? cause = null)
        : base(message, cause) => WireText = wireText;

    /// <summary>The error text that Toxiproxy's API sends for this failure.</summary>
    internal string WireText { get; }

    /// <summary>The HTTP status that the API sends for it: 500 as in Toxiproxy, or 400 where the request is wrong.</summary>
    internal int Status { get; init; } = 500;
}
