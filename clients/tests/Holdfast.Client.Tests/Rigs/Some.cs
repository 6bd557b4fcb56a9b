namespace Holdfast.Client.Tests.Rigs;

/// <summary>Objects for tests.</summary>
internal static class Some
{
    /// <summary>Options that keep no URL, and wait only shortly.</summary>
    public static UploadClientOptions Options => new()
    {
        UrlStore = null,
        Retry = new RetryOptions { BaseDelay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(50) },
    };

    /// <summary>Bytes that differ at every position of interest.</summary>
    public static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    public static UploadRequest Upload(Uri endpoint, byte[] content, string? identity = null) =>
        new() { Endpoint = endpoint, Source = UploadSource.FromBytes(content, identity) };
}
