namespace Holdfast.Server.Files;

/// <summary>What the file system tells of a file.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="LastWrite">When they last changed.</param>
internal readonly record struct FileState(long Length, DateTime LastWrite);
