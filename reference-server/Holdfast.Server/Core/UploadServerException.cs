namespace Holdfast.Server.Core;

/// <summary>The server can't start with the given settings; the message is for the person who started it.</summary>
public sealed class UploadServerException(string message, Exception? inner = null) : Exception(message, inner);
