namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>Handles one method of a resource; it is given the body of the request.</summary>
internal delegate Task<ApiAnswer> ApiHandler(ReadOnlyMemory<byte> body, CancellationToken stop);
