namespace Holdfast.Server.Files;

/// <summary>A file's length and date.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="LastWrite">When they last changed.</param>
internal readonly record struct FileState(long Length, DateTime LastWrite);
