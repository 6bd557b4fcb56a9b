namespace Holdfast.Server.Core;

/// <summary>
/// The request that caused a transition, copied for an observer, because the observer may use it after the request has ended.
/// </summary>
/// <param name="Method">The method that counts, after any override.</param>
/// <param name="Uri">The request target as it was received.</param>
/// <param name="Peer">The address and port on the other end of the connection; empty when the host doesn't know it.</param>
/// <param name="Fields">The header fields, by name without regard to case.</param>
internal sealed record RequestFacts(string Method, string Uri, string Peer, IReadOnlyDictionary<string, IReadOnlyList<string>> Fields);
