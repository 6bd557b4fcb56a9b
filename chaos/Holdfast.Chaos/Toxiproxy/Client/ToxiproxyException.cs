using System.Net;

namespace Holdfast.Chaos;

/// <summary>Toxiproxy refused a request, could not be reached, or its answer is not that of Toxiproxy's API.</summary>
public sealed class ToxiproxyException : Exception
{
    internal ToxiproxyException(string message, HttpStatusCode? status, string? serverText, Exception? cause = null)
        : base(message, cause) => (Status, ServerText) = (status, serverText);

    /// <summary>The status of the answer; null if there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The error text, or the whole body if it is not an error in Toxiproxy's format.</summary>
    public string? ServerText { get; }
}
