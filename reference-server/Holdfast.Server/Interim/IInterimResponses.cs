namespace Holdfast.Server.Interim;

/// <summary>Interim responses to the request that is being answered (RFC 9110, 15.2).</summary>
public interface IInterimResponses
{
    /// <summary>
    /// Sends an interim response, or gives up at once: it never waits for the client. Any thread may call it while the request is handled.
    /// </summary>
    /// <param name="status">From 102 to 199; 100 belongs to the host, and 101 is final for HTTP/1.1.</param>
    /// <param name="fields">Header fields; names are tokens, values printable ASCII.</param>
    /// <returns>
    /// True when it is on its way, before everything that the application writes from now on. False when the final response has begun,
    /// the request is over, or the client reads so slowly that earlier interim responses still wait.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">Another status.</exception>
    /// <exception cref="ArgumentException">A name or a value that a header field can't have.</exception>
    bool TrySend(int status, IReadOnlyCollection<KeyValuePair<string, string>> fields);
}
