using System.Net;

namespace Holdfast.Chaos;

/// <summary>Toxiproxy refused a request, could not be reached, or answered what is not its API.</summary>
public sealed class ToxiproxyException : Exception
{
    internal ToxiproxyException(string message, HttpStatusCode? status, string? serverText, Exception? cause = null)
        : base(message, cause) => (Status, ServerText) = (status, serverText);

    /// <summary>The status of the answer; null if there was none.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The text of the error, or the whole body where it is not in Toxiproxy's form.</summary>
    public string? ServerText { get; }
}
