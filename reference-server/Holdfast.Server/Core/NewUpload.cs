namespace Holdfast.Server;

/// <summary>What a client asks for when it creates an upload.</summary>
/// <param name="Length">The size in bytes.</param>
/// <param name="Metadata">The metadata as the client wrote it; null when there is none.</param>
internal sealed record NewUpload(long Length, string? Metadata);
