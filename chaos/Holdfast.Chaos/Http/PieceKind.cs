namespace Holdfast.Chaos.Http;

/// <summary>What a stretch of bytes is in HTTP/1.1.</summary>
internal enum PieceKind
{
    /// <summary>A part of a head whose end has not arrived.</summary>
    HeadPart,

    /// <summary>The last part of a head.</summary>
    Head,

    /// <summary>Content of a body.</summary>
    Content,

    /// <summary>Chunk sizes, trailers, and empty lines between messages.</summary>
    Framing,

    /// <summary>Not HTTP/1.x, or not any more.</summary>
    Foreign,
}
