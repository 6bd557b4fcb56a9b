namespace Holdfast.Protocol.Tus;

/// <summary>Refusals of a server that has no room left; the client's request is in order.</summary>
public static class CapacityErrors
{
    /// <summary>As many connections or requests as the server takes are open, or its file descriptors are used up.</summary>
    public static UploadError Full { get; } =
        new("ERR_SERVER_FULL", 503, "The server has no room for another request now. Nothing was changed. Try again shortly.");
}
