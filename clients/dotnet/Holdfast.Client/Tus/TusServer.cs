using Holdfast.Protocol;
using Holdfast.Protocol.Tus;

namespace Holdfast.Client.Tus;

/// <summary>What a server says in its response to OPTIONS (tus 1.0.0, Core Protocol, OPTIONS).</summary>
internal sealed class TusServer
{
    private readonly HashSet<string>? _extensions;
    private readonly HashSet<string> _algorithms;

    private TusServer(HashSet<string>? extensions, HashSet<string> algorithms, long? maxSize)
    {
        _extensions = extensions;
        _algorithms = algorithms;
        MaxSize = maxSize;
    }

    /// <summary>A server that refuses OPTIONS: nothing is known about it.</summary>
    public static TusServer Unknown { get; } = new(null, [], null);

    /// <summary>The largest upload in bytes; null if the server names none.</summary>
    public long? MaxSize { get; }

    /// <summary>Reads a response.</summary>
    public static TusServer Of(UploadResponse response) => response.Status is < 200 or >= 300 ? Unknown : new TusServer(
        List(response[TusHeaders.Extension]), List(response[TusHeaders.ChecksumAlgorithm]),
        WireNumber.TryParse(response[TusHeaders.MaxSize], out var most) && most > 0 ? most : null);

    /// <summary>Whether the server says that it has the extension.</summary>
    public bool Offers(string extension) => _extensions?.Contains(extension) == true;

    /// <summary>Whether the server says that it does not have the extension.</summary>
    public bool Lacks(string extension) => _extensions?.Contains(extension) == false;

    /// <summary>Whether the server lists algorithms, and not this one.</summary>
    public bool LacksAlgorithm(string algorithm) => _algorithms.Count > 0 && !_algorithms.Contains(algorithm);

    private static HashSet<string> List(string? value) =>
        [.. (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
