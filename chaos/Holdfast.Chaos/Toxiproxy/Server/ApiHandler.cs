namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>What one method of a resource does with the body it got.</summary>
internal delegate Task<ApiAnswer> ApiHandler(ReadOnlyMemory<byte> body, CancellationToken stop);
