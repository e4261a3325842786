namespace Pipeline.Demo.Telling;

/// <summary>Where the story goes.</summary>
internal interface ITeller
{
    /// <summary>An act begins.</summary>
    void Act(string title);

    /// <summary>Something happens.</summary>
    void Say(string text);

    /// <summary>Something was measured.</summary>
    void Measured(string what, string figure);

    /// <summary>A message came, whole.</summary>
    void Message(string heading, string sentence, string json);

    /// <summary>Something was as it should be, or not.</summary>
    void Checked(string what, bool holds, string found);
}
