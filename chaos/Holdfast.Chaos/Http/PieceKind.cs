namespace Holdfast.Chaos.Http;

/// <summary>The kinds of bytes in an HTTP/1.1 stream.</summary>
internal enum PieceKind
{
    /// <summary>A part of a head, without its end.</summary>
    HeadPart,

    /// <summary>The last part of a head.</summary>
    Head,

    /// <summary>Content of a body.</summary>
    Content,

    /// <summary>Chunk sizes, trailers, and empty lines between messages.</summary>
    Framing,

    /// <summary>Bytes that are not HTTP/1.x.</summary>
    Foreign,
}
