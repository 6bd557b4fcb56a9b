namespace Holdfast.Sabotage.Http;

/// <summary>How a request body was cut.</summary>
internal enum BodyEnd
{
    /// <summary>The server stopped reading: another request asked for the upload, or nothing arrived within the network timeout.</summary>
    Stopped,

    /// <summary>The client sent a FIN.</summary>
    Closed,

    /// <summary>The client sent an RST.</summary>
    Reset,
}
