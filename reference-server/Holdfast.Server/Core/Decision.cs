namespace Holdfast.Server.Core;

/// <summary>What an observer says before a step; by itself, that it may be taken.</summary>
/// <param name="IsRejected">The step isn't taken, and the client is told so.</param>
/// <param name="Answer">What else the client is told, whether the step is taken or not; null when nothing.</param>
internal readonly record struct Decision(bool IsRejected, UploadAnswer? Answer);
