namespace ChatEs;
