namespace Holdfast.Client.Uploads;

/// <summary>What one step of an upload led to. A failure that no further attempt can mend is an <see cref="UploadException"/>.</summary>
internal abstract record Step
{
    private Step()
    {
    }

    /// <summary>The upload goes on at once.</summary>
    public sealed record Advanced : Step;

    /// <summary>The server has all of it.</summary>
    public sealed record Completed(UploadResponse? Response) : Step;

    /// <summary>It may go on after a while, from the offset that the server then says.</summary>
    public sealed record Failed(string Problem, UploadResponse? Response = null) : Step
    {
        /// <summary>How long the server asks to wait.</summary>
        public TimeSpan? RetryAfter { get; init; }
    }

    /// <summary>The server has no such upload any more.</summary>
    public sealed record Gone(string Problem, UploadResponse? Response = null) : Step;

    /// <summary>The caller paused it.</summary>
    public sealed record Paused : Step;
}
