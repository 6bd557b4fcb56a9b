namespace Holdfast.Client;

/// <summary>What an upload is doing.</summary>
public enum UploadState
{
    /// <summary>It is created, or found again on the server.</summary>
    Starting,

    /// <summary>Content is being sent.</summary>
    Sending,

    /// <summary>An attempt failed; the client waits before the next one.</summary>
    Waiting,

    /// <summary>The caller paused it.</summary>
    Paused,

    /// <summary>All content is sent; the server's response is awaited.</summary>
    Completing,

    /// <summary>The server has all of it.</summary>
    Completed,
}
